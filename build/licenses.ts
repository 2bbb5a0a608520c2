import type { SourceDirs } from "./libbpf.ts";

export function collectLicenses(_dirs: SourceDirs): string {
  return "";
}
