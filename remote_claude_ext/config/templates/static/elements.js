// Elements of a page; what they say is never read as HTML.
export function element(tag, className = "", content = "") {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.textContent = content;
  return made;
}

export function button(className, content, onClick) {
  const made = element("button", `btn ${className}`, content);
  made.type = onClick ? "button" : "submit";
  if (onClick) {
    made.addEventListener("click", onClick);
  }
  return made;
}
