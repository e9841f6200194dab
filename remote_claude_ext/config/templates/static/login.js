// The sign-in page: show the password, warn of a plain connection.
const field = document.getElementById("password_input");
const reveal = document.getElementById("reveal");

reveal?.addEventListener("click", () => {
  const hidden = field.type === "password";
  field.type = hidden ? "text" : "password";
  reveal.setAttribute("aria-pressed", String(hidden));
  reveal.textContent = hidden ? reveal.dataset.hide : reveal.dataset.show;
  field.focus();
});

document.getElementById("insecure").hidden = window.isSecureContext;
