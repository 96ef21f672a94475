"use strict";

const themes = ["auto", "light", "dark"];
const themeButton = document.querySelector("[data-theme-switch]");
themeButton.addEventListener("click", () => {
  const now = document.documentElement.dataset.theme || "auto";
  const next = themes[(themes.indexOf(now) + 1) % themes.length];
  document.documentElement.dataset.theme = next;
  themeButton.textContent = `Theme: ${next}`;
});

// A click on a title sorts: numbers from the worst on, names from A on; what has no value stays last.
function sortBy(table, column) {
  const titles = [...table.tHead.rows[0].cells];
  const down = titles[column].getAttribute("aria-sort") === "ascending";
  titles.forEach((title) => title.removeAttribute("aria-sort"));
  titles[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = (row) => {
    const cell = row.cells[column];
    if (cell.dataset.value === undefined) return cell.textContent;
    return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  };
  const rows = [...table.tBodies[0].rows].map((row) => [key(row), row]);
  rows.sort(([a], [b]) => {
    if (a === null || b === null) return (a === null) - (b === null);
    const order = typeof a === "number" ? a - b : a.localeCompare(b, undefined, { numeric: true });
    return down ? -order : order;
  });
  table.tBodies[0].append(...rows.map(([, row]) => row));
}

for (const table of document.querySelectorAll(".sortable")) {
  [...table.tHead.rows[0].cells].forEach((title, column) => {
    title.tabIndex = 0;
    title.setAttribute("role", "button");
    title.addEventListener("click", () => sortBy(table, column));
    title.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      sortBy(table, column);
    });
  });
  if (table.tHead.rows[0].cells.length > 1) sortBy(table, 1);
}

const search = document.querySelector("[data-search]");
search.addEventListener("input", () => {
  const words = search.value.trim().toLowerCase().split(/\s+/);
  for (const row of document.querySelectorAll(".sortable tbody tr")) {
    const name = row.cells[0].textContent.toLowerCase();
    row.hidden = !words.every((word) => name.includes(word));
  }
});
