// The files of a drop, those of dropped folders too.
const JUNK = /^(\.|Thumbs\.db$|desktop\.ini$)/i;
const byName = new Intl.Collator(undefined, { numeric: true }).compare;

const read = (reader) => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
const fileOf = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });

async function walk(entry) {
  if (entry.isFile) return JUNK.test(entry.name) ? [] : [await fileOf(entry)];
  const inside = [];
  const reader = entry.createReader();
  for (let some; (some = await read(reader)).length;) inside.push(...some);
  const found = [];
  for (const one of inside.sort((a, b) => byName(a.name, b.name))) found.push(...await walk(one));
  return found;
}

/** All files of `transfer`, in the order of their names inside a folder. Call it while the event is handled. */
export async function filesOf(transfer) {
  const files = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.kind === "file" && item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return files;
  const found = [];
  for (const entry of entries) found.push(...await walk(entry));
  return found;
}
