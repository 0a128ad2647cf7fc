// Files that wait to be sent, kept in the browser: closing the tab in the middle loses none of them.
const NAME = "onlineocr-unsent";
const DAY = 86400000;

function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "key" }).createIndex("batch", "batch");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

async function run(mode, act) {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction("files", mode);
      const request = act(transaction.objectStore("files"));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    });
  } finally {
    db.close();
  }
}

/** Keep the files of a batch: `{key, file, name, options}`. Rejects when the browser has no room, or keeps nothing. */
export const keep = (batch, files) => run("readwrite", (store) => {
  const now = Date.now();
  files.forEach((one, place) => store.put({ ...one, batch, now, place }));
});

/** The files of `batch` that were not sent yet, in their order. */
export async function kept(batch) {
  const found = await run("readonly", (store) => store.index("batch").getAll(batch));
  return found.sort((one, other) => one.now - other.now || one.place - other.place);
}

/** Forget a file: it was sent, or shall not be. */
export const forget = (key) => run("readwrite", (store) => store.delete(key));

/** Forget files of more than a day ago: their batch is gone, too. */
export const tidy = () => run("readwrite", (store) => {
  const request = store.openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    if (cursor.value.now < Date.now() - DAY) cursor.delete();
    cursor.continue();
  };
});
