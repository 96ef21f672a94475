"use strict";

// The slider is a range input that lies over the pictures: mouse, finger and arrow keys work alike.
for (const stage of document.querySelectorAll(".stage")) {
  const slider = stage.querySelector("input");
  const place = () => stage.style.setProperty("--at", `${slider.value}%`);
  slider.addEventListener("input", place);
  place();
}

for (const button of document.querySelectorAll("[data-mask]")) {
  button.addEventListener("click", () => {
    const on = button.closest(".room").querySelector(".stage").classList.toggle("masked");
    button.setAttribute("aria-pressed", String(on));
  });
}

for (const button of document.querySelectorAll("[data-room]")) {
  button.addEventListener("click", () => {
    const card = button.closest(".room");
    for (const other of card.querySelectorAll("[data-room]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    for (const part of card.querySelectorAll("[data-shows]")) {
      part.classList.toggle("shown", part.dataset.shows === button.dataset.room);
      if (!part.classList.contains("after")) part.hidden = part.dataset.shows !== button.dataset.room;
    }
  });
}

const themes = ["auto", "light", "dark"];
const themeButton = document.querySelector("[data-theme-switch]");
themeButton.addEventListener("click", () => {
  const now = document.documentElement.dataset.theme || "auto";
  const next = themes[(themes.indexOf(now) + 1) % themes.length];
  document.documentElement.dataset.theme = next;
  themeButton.textContent = `Theme: ${next}`;
});

const maskAll = document.querySelector("[data-all-masks]");
maskAll?.addEventListener("click", () => {
  const on = maskAll.getAttribute("aria-pressed") !== "true";
  maskAll.setAttribute("aria-pressed", String(on));
  for (const stage of document.querySelectorAll(".stage")) stage.classList.toggle("masked", on);
  for (const button of document.querySelectorAll("[data-mask]")) button.setAttribute("aria-pressed", String(on));
});

const search = document.querySelector("[data-search]");
search?.addEventListener("input", () => {
  const words = search.value.trim().toLowerCase().split(/\s+/);
  for (const card of document.querySelectorAll(".room")) {
    card.hidden = !words.every((word) => card.dataset.name.includes(word));
  }
});
