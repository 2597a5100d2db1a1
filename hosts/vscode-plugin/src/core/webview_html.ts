/** The webview's document: an empty stage, one script, and a policy that lets it frame the bridge's page and nothing else. */

export interface WebviewDocument {
  nonce: string;
  /** Address of the script, as the webview reaches it. */
  script: string;
  /** Origin of the page; undefined while there is none. */
  frameOrigin: string | undefined;
}

export function webviewHtml({ nonce, script, frameOrigin }: WebviewDocument): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    `frame-src ${frameOrigin ?? "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Agent Bridge</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

const STYLE = `
html, body { height: 100%; margin: 0; padding: 0; overflow: hidden; }
body { position: relative; color: var(--vscode-foreground); font: var(--vscode-font-size)/1.45 var(--vscode-font-family); }
iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; display: block; }
.screen { position: absolute; inset: 0; overflow: auto; display: flex; flex-direction: column; align-items: flex-start; gap: 12px;
  padding: 20px; box-sizing: border-box; background: var(--vscode-sideBar-background, var(--vscode-editor-background)); }
.screen[hidden] { display: none; }
.screen h2 { margin: 0; font-size: 1.15em; font-weight: 600; }
.screen p { margin: 0; max-width: 70ch; white-space: pre-line; overflow-wrap: anywhere; color: var(--vscode-descriptionForeground); }
.screen pre { margin: 0; width: 100%; max-height: 40vh; overflow: auto; box-sizing: border-box; padding: 8px;
  white-space: pre-wrap; overflow-wrap: anywhere; border-radius: 3px; background: var(--vscode-textCodeBlock-background);
  color: var(--vscode-editor-foreground); font: 0.92em/1.4 var(--vscode-editor-font-family, monospace); }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }
.actions button { padding: 4px 12px; border: 1px solid var(--vscode-button-border, transparent); border-radius: 2px;
  font: inherit; cursor: pointer; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
.actions button:hover { background: var(--vscode-button-secondaryHoverBackground); }
.actions button:first-child { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
.actions button:first-child:hover { background: var(--vscode-button-hoverBackground); }
.actions button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.bar { width: 100%; height: 2px; overflow: hidden; }
.bar::before { content: ''; display: block; width: 30%; height: 100%; background: var(--vscode-progressBar-background);
  animation: slide 1.6s linear infinite; }
@keyframes slide { from { transform: translateX(-100%); } to { transform: translateX(430%); } }
@media (prefers-reduced-motion: reduce) { .bar::before { animation: none; width: 100%; } }
`;
