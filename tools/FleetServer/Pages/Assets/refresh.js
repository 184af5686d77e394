// Keeps what is marked as live up to date: the same page is asked for again, and the marked parts are put in the place of the old ones.
const PERIOD_MS = 15000;

async function refresh() {
  // Who is at work in it, or does not look, shall not lose the place.
  const live = [...document.querySelectorAll("[data-live]")];
  if (document.hidden || live.some(part => part.contains(document.activeElement))) return;
  try {
    const reply = await fetch(location.href, { cache: "no-store" });
    if (!reply.ok) return;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
    for (const part of live) {
      const next = fresh.getElementById(part.id);
      if (next && next.innerHTML !== part.innerHTML) part.replaceChildren(...next.childNodes);
    }
  } catch {
    // The next time.
  }
}

setInterval(refresh, PERIOD_MS);
