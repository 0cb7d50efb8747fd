// A button that copies the page's address, where there is one and the browser
// allows it.
export function mountCopyLink(button, status) {
  if (!button || !navigator.clipboard) return;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    status.textContent = "The link is copied.";
    button.textContent = "Link copied";
    setTimeout(() => (button.textContent = label), 2000);
  });
}
