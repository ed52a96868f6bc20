"use strict";
/* What every page of ours is built of. */

/* Text only ever becomes a text node: nothing of the copy is read as markup. */
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
function drawing(width, height, label, ...shapes) {
  const made = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label });
  made.append(...shapes);
  return made;
}
function svg(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}
const count = (number, noun) => `${number} ${noun}${number === 1 || noun === "info" ? "" : "s"}`;
function theme() {
  const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = el("button", { type: "button", onclick: () => { document.documentElement.dataset.theme = dark() ? "light" : "dark"; say(); } });
  const say = () => { button.textContent = dark() ? "Light" : "Dark"; };
  say();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", say);
  return button;
}
