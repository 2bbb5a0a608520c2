/**
 * One page that holds everything: data, style and program, and a policy that lets nothing else in.
 * The data is JSON in pure ASCII without <, so nothing in it can end its element.
 */
import { createHash } from "node:crypto";
import { asciiJson } from "./ascii-json.ts";
import type { Page } from "./page-data.ts";

export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** Lines of details that are given at once. */
const pieceRows = 1000;

/**
 * The page piece by piece: as one text it would take more memory than what it was made of.
 * @throws Error when a part could end its own element, which the build refuses too
 */
export function* htmlOf({ data, details }: Page, { script, style }: PageParts): Generator<string> {
  if (/<\/(?:script|style)|<!--/i.test(script + style)) throw new Error("a part ends its element");
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(`${data.title}, sonde`)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This page is drawn by a program inside it, and scripts are off. The data is in it as JSON.</noscript>
<script type="application/json" id="data">`;
  yield asciiJson(data);
  yield `</script>
<script type="application/json" id="details">[`;
  for (let i = 0; i < details.length; i += pieceRows) {
    yield (i === 0 ? "" : ",") + details.slice(i, i + pieceRows).join();
  }
  yield `]</script>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (each) => entities[each] ?? "");
}
