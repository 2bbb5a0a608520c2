/** What holds this process back besides its capabilities, and who may make user namespaces. */
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type Unknown, unknown, type Value, value } from "../probe/answer.ts";
import type { Setting } from "./feature.ts";
import { readKernelFs } from "./filesystem.ts";
import { hasUserNamespaces } from "./process-status.ts";
import { securityModules } from "./security.ts";
import { textOf } from "./text-file.ts";

/** Is a security module active? A reason when the list cannot be read. */
function active(module: string): boolean | Unknown {
  const modules = securityModules();
  return Array.isArray(modules) ? modules.includes(module) : unknown(modules.reason);
}

function selinux(): Value | Unknown {
  const found = active("selinux");
  if (typeof found !== "boolean") return found;
  if (!found) return value("none");
  const enforce = readKernelFs("selinuxfs", "enforce");
  if (typeof enforce !== "string") return unknown(enforce.reason);
  const context = textOf("/proc/self/attr/current")?.replace(/\0+$/, "");
  return value(enforce === "1" ? "enforcing" : "permissive", context && `sonde is ${context}`);
}

function apparmor(): Value | Unknown {
  const found = active("apparmor");
  if (typeof found !== "boolean") return found;
  if (!found) return value("none");
  const profile =
    textOf("/proc/self/attr/apparmor/current") ?? textOf("/proc/self/attr/current") ?? "";
  if (profile === "") return unknown("the kernel does not tell the profile of sonde");
  return profile === "unconfined"
    ? value("unconfined", "sonde has no profile")
    : value("confined", `sonde has the profile ${profile}`);
}

function landlock(): Value {
  const version = native().sonde_landlock_version();
  return version < 0
    ? value("none", errnoName(version) === "EOPNOTSUPP" ? "switched off at boot" : undefined)
    : value("available", `version ${version}; whether it confines sonde, no kernel tells`);
}

function seccomp(): Value | Unknown {
  const text = textOf("/proc/self/status") ?? "";
  const mode = /^Seccomp:\s*(\d)$/m.exec(text)?.[1];
  const filters = /^Seccomp_filters:\s*(\d+)$/m.exec(text)?.[1];
  if (text === "") return unknown("/proc/self/status can't be read");
  if (mode === undefined) return value("none", "this kernel has none");
  if (mode === "2") return value("filter", filters && `${filters} on sonde`);
  return value(mode === "1" ? "strict" : "none");
}

function userNamespaces(): Value | Unknown {
  const most = textOf("/proc/sys/user/max_user_namespaces");
  if (most === undefined || !hasUserNamespaces()) return value("none", "this kernel has none");
  if (most === "0") return value("off", "user.max_user_namespaces is 0");
  const restricted: readonly (readonly [path: string, when: string])[] = [
    ["kernel/unprivileged_userns_clone", "0"],
    ["kernel/apparmor_restrict_unprivileged_userns", "1"],
  ];
  const by = restricted.find(([path, when]) => textOf(`/proc/sys/${path}`) === when);
  return by === undefined
    ? value("anyone", "any user can be root in a namespace of its own")
    : value("root", `${by[0].replaceAll("/", ".")} is ${by[1]}`);
}

export const confinementSettings: readonly Setting[] = [
  { id: "selinux", title: "SELinux", ask: selinux },
  { id: "apparmor", title: "AppArmor", ask: apparmor },
  { id: "landlock", title: "Landlock", ask: landlock },
  { id: "seccomp", title: "seccomp on sonde", ask: seccomp },
  { id: "user_namespaces", title: "user namespaces", ask: userNamespaces },
];
