/**
 * xterm.js under `style-src 'self'`.
 *
 * xterm.js 6 writes three <style> elements (colours and dimensions of its DOM renderer, colours of the scroll bar) and
 * `style` attributes on the <span>s of a row. A Content-Security-Policy without `unsafe-inline` drops both; it does not
 * touch what scripts set through the CSS object model. So the elements xterm.js asks the document for put the same rules
 * there: a stand-in for <style> that fills a constructed style sheet, and spans whose `style` attribute goes to `.style`.
 * `documentOverride` of xterm.js is not enough: the scroll bar and the rows ask the global document (6.0.0).
 */

type CreateElement = (tagName: string, options?: ElementCreationOptions) => HTMLElement;

/** From here on this document makes elements that style themselves without inline styles. Once per document. */
export function installStrictStyles(document: Document): void {
  const { createElement } = Document.prototype as { createElement: CreateElement };
  const create: CreateElement = (tagName, options) => createElement.call(document, tagName, options);
  const createStrict: CreateElement = (tagName, options) => {
    if (tagName === 'style') return styleSheetElement(document, create('template'));
    const node = create(tagName, options);
    if (tagName === 'span') node.setAttribute = setAttributeStrictly;
    return node;
  };
  Object.defineProperty(document, 'createElement', { value: createStrict, configurable: true, writable: true });
}

/** An inert element; its text is the text of a style sheet of the document, until it is removed. */
function styleSheetElement(document: Document, node: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  let css = '';
  document.adoptedStyleSheets.push(sheet);
  Object.defineProperty(node, 'textContent', {
    get: () => css,
    set: (text: string) => {
      css = text;
      sheet.replaceSync(text);
    },
  });
  node.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    Element.prototype.remove.call(node);
  };
  return node;
}

function setAttributeStrictly(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}
