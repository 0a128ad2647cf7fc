// Another page of the document takes the place of the one on the screen; the browser's own buttons lead back.
import { load, swap } from "./parts.js";

const root = document.getElementById("document");
const sameDesk = (address) => new URL(address, location.href).pathname === location.pathname;

/** Show the desk at `address`; throws Problem. */
export async function visit(address) {
  const page = await load(address);
  history.pushState({ desk: true }, "", address);
  swap(page);
}

/** The address of page `number`. */
export function addressOf(number) {
  const address = new URL(location.href);
  address.searchParams.set("page", number);
  address.hash = "";
  return address.href;
}

/** Fetch the desk again as it is now. */
export async function refresh() {
  swap(await load(location.href));
}

addEventListener("popstate", async () => {
  if (sameDesk(location.href) && !location.hash) await refresh().catch(() => location.reload());
});
root.dataset.visits = "";
