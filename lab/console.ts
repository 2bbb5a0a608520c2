/** What the kernel printed on its console: for people, and for finding out that it complained. */

/** Without the terminal sequences that firmware and kernel send. */
export function cleanConsole(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is removed
  return text.replace(/\x1b(\[[0-9;?=]*[a-zA-Z]|c)/g, "").replace(/\r/g, "");
}

const complaint =
  /\b(WARNING: (CPU|.* at )|BUG:|Oops|Kernel panic|general protection|INFO: (task|rcu)|Unable to handle|stack segment)/;

/** Lines in which the kernel says that something is wrong with it. */
export function complaints(text: string): string[] {
  return text.split("\n").filter((line) => complaint.test(line));
}
