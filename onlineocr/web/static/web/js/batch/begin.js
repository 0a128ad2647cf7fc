// Several files were given on a page: they become a batch, whose page sends them. Where the browser cannot keep them for
// that page, they are sent from here.
import { send } from "../api.js";
import { Sender, items } from "./sender.js";
import { keep } from "./store.js";

/** Make a batch of `files` and open its page; `tell(text, share)` is told of the progress. Throws Problem. */
export async function begin(files, { options, data, tell, signal }) {
  tell(`${files.length} files…`, 0);
  const batch = await send("POST", data.batches, {});
  const query = batch.token ? `?token=${encodeURIComponent(batch.token)}` : "";
  const all = items(files, options);
  try {
    await keep(batch.id, all);
  } catch {
    await sendHere(batch, all, { data, tell, signal });
  }
  if (signal.aborted) throw new DOMException("canceled", "AbortError");
  location.assign(data.batch.replace(/0{8}-0{4}-0{4}-0{4}-0{12}/, batch.id) + query);
}

function sendHere(batch, all, { data, tell, signal }) {
  return new Promise((resolve) => {
    let sent = 0;
    const on = {
      changed: () => {
        tell(`Sending, ${sent} of ${all.length} sent. Keep this page open.`, sent / all.length);
        if (!sender.busy) resolve();
      },
      sent: () => { sent += 1; on.changed(); },
    };
    const sender = new Sender({ url: data.upload, batch: batch.id, token: batch.token, most: Number(data.maxBytes), on });
    signal.addEventListener("abort", resolve);
    sender.add(all);
  });
}
