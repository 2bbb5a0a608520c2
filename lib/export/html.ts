/**
 * One page that holds everything: data, style and program, and a policy that lets nothing else in.
 * The data is JSON in pure ASCII without <, so nothing in it can end its element.
 */
import { createHash } from "node:crypto";
import type { Page } from "./page-data.ts";

export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** @throws Error when a part could end its own element, which the build refuses too */
export function htmlOf({ data, details }: Page, { script, style }: PageParts): string {
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
  return `<!doctype html>
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
<script type="application/json" id="data">${json(data)}</script>
<script type="application/json" id="details">${json(details)}</script>
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

/** Nothing but printable ASCII, and no < or >. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]|[<>]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
