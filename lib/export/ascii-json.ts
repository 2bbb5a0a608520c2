/** JSON that is nothing but printable ASCII without < and >: no element that holds it ends early. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]|[<>]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
