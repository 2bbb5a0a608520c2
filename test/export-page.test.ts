/** The page of `sonde export --to html` in a browser: what it shows, and that nothing gets out of it. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostileRecording } from "../lib/export/testdata/hostile.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import { Browser, chromium, Tab } from "./chromium.ts";
import { run, sonde } from "./recording.ts";

const why = chromium === null ? " (there is no Chromium: npm run browser-test installs one)" : "";
const host = join(import.meta.dir, "../lib/report/testdata/host.sonde.cbor");
const size = { width: 1280, height: 900 };

/** What is said of the list of events. */
const status = "document.querySelector('#events .status').textContent";

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

describe.skipIf(chromium === null)(`in Chromium${why}`, () => {
  const dir = mkdtempSync(join(tmpdir(), "sonde-page-"));
  let browser: Browser;

  beforeAll(async () => {
    await ensureBuilt();
    browser = new Browser(chromium ?? "");
  }, buildPatience);
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Exports the recording and opens the page. */
  async function open(file: string): Promise<Tab & { readonly ms: number }> {
    const path = join(dir, `${Bun.randomUUIDv7()}.html`);
    const told = await sonde(["export", file, "--to", "html", "-o", path]);
    expect(told).toMatchObject({ code: 0, stdout: "" });
    const tab = await Tab.open(browser, size);
    const ms = await tab.goto(path);
    return Object.assign(tab, { ms });
  }

  /** Nothing went wrong, and nothing but the file was asked for. */
  function expectQuiet({ problems, requests }: Tab): void {
    expect(problems).toEqual([]);
    expect(requests).toHaveLength(1);
  }

  test("drawn without an error, and without the network", async () => {
    const tab = await open(host);
    expect(await tab.evaluate("document.querySelector('h1').textContent")).toBe("vm");
    const parts = await tab.evaluate("[...document.querySelectorAll('.part')].map((e) => e.id)");
    expect(parts).toEqual([
      "findings",
      "not-seen",
      "timeline",
      "processes",
      "network",
      "files",
      "system",
      "events",
      "plan",
    ]);
    expect(await tab.evaluate("document.querySelectorAll('.rows .row').length")).toBeGreaterThan(
      20,
    );
    expectQuiet(tab);
  });

  test("the policy is in force", async () => {
    const tab = await open(host);
    const image = "Object.assign(document.createElement('img'), { src: 'x.png' })";
    await tab.evaluate(`document.body.append(${image})`);
    await tab.evaluate("fetch('x').catch(() => 0)");
    for (const markup of ["innerHTML = '<b>'", "setAttribute('onclick', 'x()')"]) {
      const attempt = `try { document.body.${markup}; 'let in' } catch { 'refused' }`;
      expect(await tab.evaluate(attempt)).toBe("refused");
    }
    await tab.frame();
    expect(tab.problems.filter((each) => each.includes("Content Security Policy"))).not.toEqual([]);
    expect(await tab.evaluate("document.title")).toBe("vm, sonde");
  });

  test("the keyboard is enough: find, move, open, sort", async () => {
    const tab = await open(host);
    const focused = "document.activeElement.getAttribute('aria-label') ?? ''";
    await tab.press("/");
    expect(await tab.evaluate(focused)).toStartWith("Filter events");
    await tab.press(..."point:chmod", "Enter");
    expect(await tab.evaluate(status)).toMatch(/^13 of \d+ events\.$/);
    expect(await tab.evaluate(focused)).toStartWith("Events.");
    await tab.press("ArrowDown", "ArrowDown");
    expect(await tab.evaluate("document.querySelector('.current').ariaRowIndex")).toBe("3");
    await tab.press("Enter");
    expect(await tab.evaluate("document.querySelector('.panel').hidden")).toBe(false);
    expect(await tab.evaluate("document.querySelector('.panel').innerText")).toContain(
      "mode\n0600",
    );
    await tab.press("Escape");
    expect(await tab.evaluate("document.querySelector('.panel').hidden")).toBe(true);

    const times = "[...document.querySelectorAll('.rows .c-time')].map((e) => e.textContent)";
    const rising = await tab.evaluate(times);
    await tab.evaluate("document.querySelector('.head .c-time button').focus()");
    await tab.press("Enter");
    expect(await tab.evaluate("document.querySelector('.head .c-time').ariaSort")).toBe(
      "descending",
    );
    const falling = await tab.evaluate(times);
    expect(listOf(falling).toReversed()).toEqual(listOf(rising));

    await tab.evaluate("document.querySelector('[role=treegrid] tbody tr').focus()");
    const level = "document.activeElement.getAttribute('aria-level')";
    await tab.press("ArrowRight", "ArrowRight");
    expect(await tab.evaluate(level)).toBe("3");
    await tab.press("ArrowLeft", "ArrowLeft");
    expect(await tab.evaluate("document.activeElement.ariaExpanded")).toBe("false");
    const pid = await tab.evaluate("document.activeElement.cells[1].innerText");
    await tab.press("Enter");
    expect(await tab.evaluate("document.querySelector('#events input').value")).toBe(`pid:${pid}`);
    expectQuiet(tab);
  });

  test("tables are sorted and narrowed", async () => {
    const tab = await open(host);
    const table =
      "[...document.querySelectorAll('.table')].find((e) => e.innerText.startsWith('Programs'))";
    const column = (n: number) =>
      `[...${table}.querySelectorAll('tbody tr')].map((r) => r.cells[${n}].innerText)`;
    await tab.evaluate(`${table}.querySelector('thead button').focus()`);
    await tab.press("Enter");
    const names = await tab.evaluate(column(0));
    expect(listOf(names).length).toBeGreaterThan(10);
    expect(listOf(names).toSorted()).toEqual(listOf(names));
    await tab.evaluate(`${table}.querySelector('input').focus()`);
    await tab.press(..."mount");
    expect(await tab.evaluate(column(0))).toEqual(["/usr/bin/mount", "/usr/bin/umount"]);
    expectQuiet(tab);
  });

  test("a time is chosen with the arrows", async () => {
    const tab = await open(host);
    await tab.evaluate("document.querySelector('.histogram').focus()");
    await tab.press("ArrowRight");
    expect(await tab.evaluate(status)).toMatch(/^\d+ of \d+ events from /);
    await tab.press("Escape");
    expect(await tab.evaluate(status)).toMatch(/^\d+ events\.$/);
    expectQuiet(tab);
  });

  test("light, dark, narrow, on paper", async () => {
    const tab = await open(host);
    const ground = "getComputedStyle(document.body).backgroundColor";
    await tab.scheme("light");
    const light = await tab.evaluate(ground);
    await tab.scheme("dark");
    expect(await tab.evaluate(ground)).not.toBe(light);
    await tab.resize({ width: 380, height: 700 });
    await tab.frame();
    expect(await tab.evaluate("document.documentElement.scrollWidth")).toBe(380);
    expect(
      Buffer.from(await tab.pdf())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
    expectQuiet(tab);
  });

  test("hostile text is text", async () => {
    const file = join(dir, "hostile.sonde.cbor");
    writeFileSync(file, hostileRecording().bytes);
    const tab = await open(file);
    await tab.evaluate(
      "[...document.querySelectorAll('details')].forEach((e) => { e.open = true })",
    );
    await tab.evaluate("[...document.querySelectorAll('.more')].forEach((e) => e.click())");
    await tab.evaluate("document.querySelector('.rows .row').click()");
    await tab.frame();
    const shown = String(await tab.evaluate("document.body.innerText + document.title"));
    expect(shown).toContain("</script><script>alert(1)</script>");
    expect(shown).toContain("\\u202egnp.exe");
    expect(shown).toContain("\\x1b[2J");
    expect(shown).not.toMatch(/[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/u);
    await tab.resize({ width: 380, height: 700 });
    await tab.frame();
    expect(await tab.evaluate("document.documentElement.scrollWidth")).toBe(380);
    expect(
      await tab.evaluate("document.querySelectorAll('img, iframe, object, a[href^=java]').length"),
    ).toBe(0);
    expect(await tab.evaluate("document.querySelectorAll('script').length")).toBe(3);
    expectQuiet(tab);
  });

  test("100,000 events: all can be found", async () => {
    const file = join(dir, "large.sonde.cbor");
    const script = join(import.meta.dir, "../bench/large-recording.ts");
    const made = await run([process.execPath, script, "100000", file]);
    expect(made).toMatchObject({ code: 0 });
    const tab = await open(file);
    console.log(`      100,000 events opened in ${Math.round(tab.ms)} ms`);
    expect(await tab.evaluate(status)).toBe("100,000 events.");
    expect(await tab.evaluate("document.querySelectorAll('.rows .row').length")).toBeLessThan(100);
    await tab.evaluate("document.querySelector('.events').focus()");
    await tab.press("End");
    expect(await tab.evaluate("document.querySelector('.current').ariaRowIndex")).toBe("100000");
    await tab.press("/", ..."point:dns");
    expect(await tab.evaluate(status)).toBe("1,850 of 100,000 events.");
    expectQuiet(tab);
  });
});
