/** A headless Chromium, driven by its own protocol over a pipe: no port that others could reach. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";

const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/** Null: there is none on this machine. */
export const chromium: string | null = names.flatMap((name) => Bun.which(name) ?? [])[0] ?? null;

type Params = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly sessionId?: string;
  readonly result?: Params;
  readonly error?: { readonly message: string };
}

/** Its memory and files are gone with it. */
export class Browser {
  readonly #child: ChildProcess;
  readonly #home: string;
  readonly #input: Writable;
  readonly #exited: Promise<void>;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #rest = "";
  #ids = 0;

  constructor(executable: string) {
    this.#home = mkdtempSync(join(tmpdir(), "sonde-chromium-"));
    const flags = [
      "--headless",
      "--no-sandbox", // as root there is none
      "--disable-gpu",
      "--hide-scrollbars",
      "--no-first-run",
      "--disable-background-networking",
      "--remote-debugging-pipe",
      `--user-data-dir=${this.#home}`,
      "about:blank",
    ];
    this.#child = spawn(executable, flags, {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
      env: { ...process.env, HOME: this.#home },
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    this.#child.once("exit", () => resolve());
    const [, , , input, output] = this.#child.stdio;
    if (!(input instanceof Writable && output instanceof Readable)) throw new Error("no pipes");
    this.#input = input;
    output.setEncoding("utf8").on("data", (text: string) => this.#read(text));
  }

  /** @throws Error with what it says against it */
  async send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    const id = ++this.#ids;
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#waiting.set(id, resolve);
    const message = { id, method, params, ...(sessionId !== undefined && { sessionId }) };
    this.#input.write(`${JSON.stringify(message)}\0`);
    const { result, error } = await promise;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  on(listener: (message: Message) => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    // It may be gone before it answers.
    await Promise.race([this.send("Browser.close"), this.#exited]);
    await this.#exited;
    rmSync(this.#home, { recursive: true, force: true });
  }

  #read(text: string): void {
    const messages = (this.#rest + text).split("\0");
    this.#rest = messages.pop() ?? "";
    for (const each of messages) {
      const message: Message = JSON.parse(each);
      const answered = message.id === undefined ? undefined : this.#waiting.get(message.id);
      if (message.id !== undefined) this.#waiting.delete(message.id);
      answered?.(message);
      for (const listener of this.#listeners) listener(message);
    }
  }
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One page in it, and what it did that it should not. */
export class Tab {
  /** Errors, violations of the policy, dialogs: in words. */
  readonly problems: string[] = [];
  /** URLs that were asked for. */
  readonly requests: string[] = [];
  readonly #browser: Browser;
  readonly #session: string;
  readonly #loaded = new Map<string, () => void>();

  private constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.#session = session;
    browser.on((message) => {
      if (message.sessionId === session) this.#heard(message);
    });
  }

  static async open(browser: Browser, size: Size): Promise<Tab> {
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(browser, String(sessionId));
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await tab.send(`${domain}.enable`);
    await tab.resize(size);
    return tab;
  }

  async send(method: string, params: Params = {}): Promise<Params> {
    return await this.#browser.send(method, params, this.#session);
  }

  async resize({ width, height }: Size): Promise<void> {
    const mobile = false;
    const metrics = { width, height, deviceScaleFactor: 1, mobile };
    await this.send("Emulation.setDeviceMetricsOverride", metrics);
  }

  /** "light" or "dark", as the reader's system would have it. */
  async scheme(value: "light" | "dark"): Promise<void> {
    const features = [{ name: "prefers-color-scheme", value }];
    await this.send("Emulation.setEmulatedMedia", { features });
  }

  /** Until all of it is loaded and drawn. Returns milliseconds. */
  async goto(path: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#loaded.set("Page.loadEventFired", resolve);
    const start = performance.now();
    await this.send("Page.navigate", { url: `file://${path}` });
    await promise;
    await this.frame();
    return performance.now() - start;
  }

  /** Until what was changed is on the screen. */
  async frame(): Promise<void> {
    await this.evaluate(
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
    );
  }

  /** The value of an expression, as JSON. @throws Error */
  async evaluate(expression: string): Promise<unknown> {
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", asked);
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${Bun.inspect(result)}`);
    return typeof result === "object" && result !== null && "value" in result
      ? result.value
      : undefined;
  }

  /** Presses and releases keys: "Tab", "Enter", "a", … */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const text = key.length === 1 ? key : key === "Enter" ? "\r" : undefined;
      const code = keyCodes[key] ?? key.toUpperCase().charCodeAt(0);
      const event = { key, windowsVirtualKeyCode: code, ...(text !== undefined && { text }) };
      await this.send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
      await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
    }
    await this.frame();
  }

  /** A PNG. whole: not only what is in sight. */
  async screenshot(whole = false): Promise<Uint8Array> {
    const { data } = await this.send("Page.captureScreenshot", {
      format: "png",
      captureBeyondViewport: whole,
    });
    return Buffer.from(String(data), "base64");
  }

  async pdf(): Promise<Uint8Array> {
    const { data } = await this.send("Page.printToPDF", { printBackground: false });
    return Buffer.from(String(data), "base64");
  }

  #heard({ method = "", params = {} }: Message): void {
    this.#loaded.get(method)?.();
    const text = JSON.stringify(params);
    if (method === "Runtime.exceptionThrown") this.problems.push(`exception: ${text}`);
    if (method === "Runtime.consoleAPICalled") this.problems.push(`console: ${text}`);
    if (method === "Log.entryAdded") this.problems.push(`log: ${text}`);
    if (method === "Page.javascriptDialogOpening") this.problems.push(`dialog: ${text}`);
    if (method === "Network.requestWillBeSent") this.requests.push(text);
  }
}

const keyCodes: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  PageUp: 33,
  PageDown: 34,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};
