"use strict";
// Tables that can be sorted, where scripts run; the order of publication comes back at the third press.
for (const table of document.querySelectorAll("table.wattif-table:not(.chain)")) {
  const head = table.tHead, body = table.tBodies[0];
  if (!head || !body || body.rows.length < 3) continue;
  const published = Array.from(body.rows);
  const key = (row, column) => {
    const cell = row.cells[column];
    if (!cell || row.cells.length < head.rows[0].cells.length && column > 0) return null;
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  const compared = (a, b) => {
    if (a === null || b === null || a === "" || b === "") return 0;
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  };
  Array.from(head.rows[0].cells).forEach((cell, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" }[cell.ariaSort || "none"];
      for (const other of head.rows[0].cells) other.removeAttribute("aria-sort");
      if (next !== "none") cell.setAttribute("aria-sort", next);
      const sign = next === "descending" ? -1 : 1;
      const empty = (value) => value === null || value === "" ? 1 : 0;
      const ordered = published.map((row) => [key(row, column), row]);
      if (next !== "none") ordered.sort(([a], [b]) => empty(a) - empty(b) || sign * compared(a, b));
      body.append(...ordered.map(([, row]) => row));
    });
  });
}
