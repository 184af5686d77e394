// The stream of new entries. Read with fetch and not with EventSource, as only fetch can send a key in a header.

/** Follows a channel for ever; start again by aborting the signal. */
export async function follow({ url, headers, signal, onMessage, onLost }) {
  let pauseMs = 1000;
  while (!signal.aborted) {
    try {
      const reply = await fetch(url(), { headers, signal, cache: "no-store" });
      if (!reply.ok) throw new Error(`status ${reply.status}`);
      pauseMs = 1000;
      await read(reply.body.pipeThrough(new TextDecoderStream()).getReader(), onMessage);
    } catch (error) {
      if (signal.aborted) return;
    }
    onLost();
    await new Promise(resolve => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 2, 15000);
  }
}

async function read(reader, onMessage) {
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      onMessage(JSON.parse(text.slice("data: ".length, end)));
      text = text.slice(end + 2);
    }
  }
}
