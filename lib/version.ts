import manifest from "../package.json" with { type: "json" };

/** sonde's own version. */
export const version: string = manifest.version;
