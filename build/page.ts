/** The page of `sonde export --to html`: its program as one script, its style without comments. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { BuildError } from "./run.ts";

const folder = "lib/export/page";

/** Writes dist/embed/page.js and page.css. @throws BuildError */
export async function buildPage(): Promise<void> {
  const built = await Bun.build({
    entrypoints: [`${folder}/main.ts`],
    target: "browser",
    format: "iife",
    minify: true,
    throw: false,
  });
  const [script] = built.outputs;
  if (!built.success || script === undefined) throw new BuildError(built.logs.join("\n"));
  const style = readFileSync(`${folder}/style.css`, "utf8").replace(/\/\*[\s\S]*?\*\/\n?/g, "");
  mkdirSync("dist/embed", { recursive: true });
  writeFileSync("dist/embed/page.js", safe("the page's program", (await script.text()).trim()));
  writeFileSync("dist/embed/page.css", safe("the page's style", style));
}

/** Nothing in it may end the element that it becomes the text of. */
function safe(what: string, text: string): string {
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new BuildError(`${what} ends its own element`);
  return text;
}
