/** A dropped file would otherwise take the place of the page. */

export function keepDropsOut(document: Document): void {
  for (const name of ['dragover', 'drop']) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
    });
  }
}
