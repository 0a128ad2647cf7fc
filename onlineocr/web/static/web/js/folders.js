// The files in dropped folders; loaded when the first folder is dropped.
const JUNK = /^(\.|Thumbs\.db$|desktop\.ini$)/i;
const byName = new Intl.Collator(undefined, { numeric: true }).compare;

const read = (reader) => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
const fileOf = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });

async function inside(entry) {
  if (entry.isFile) return JUNK.test(entry.name) ? [] : [await fileOf(entry)];
  const entries = [];
  const reader = entry.createReader();
  for (let some; (some = await read(reader)).length;) entries.push(...some);
  const found = [];
  for (const one of entries.sort((a, b) => byName(a.name, b.name))) found.push(...await inside(one));
  return found;
}

/** All files of `entries`, in the order of their names inside a folder. */
export async function walk(entries) {
  const found = [];
  for (const entry of entries) found.push(...await inside(entry));
  return found;
}
