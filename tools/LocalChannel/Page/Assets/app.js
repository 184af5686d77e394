const id = Number(location.pathname.match(/^\/channels\/(\d+)/)?.[1] ?? 1);
const data = await (await fetch(`/channels/${id}/page.json`)).json();
const cells = data.fields.map((field, k) => {
  const row = document.getElementById("values").insertRow();
  row.insertCell().textContent = field.name;
  const cell = row.insertCell();
  cell.textContent = data.newest?.[2 + k] ?? "–";
  row.insertCell().textContent = field.unit;
  return cell;
});
new EventSource(`/channels/${id}/live?after=${data.lastEntryId}`).onmessage = message => {
  for (const row of JSON.parse(message.data).rows) cells.forEach((cell, k) => { cell.textContent = row[2 + k] ?? "–"; });
};
