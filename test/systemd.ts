/** A systemd of its own: as process 1 of new namespaces, where it runs some services and ends. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const systemd = "/lib/systemd/systemd";

/** Why there can be none; undefined: there can. */
export const noSystemd = existsSync(systemd) ? undefined : "systemd is not installed";

/**
 * A command that starts each service once, one after the other; systemd leaves when the last one has
 * ended, well or not. services: their lines in [Service], by name. dir: empty, for what is needed.
 */
export function systemdCommand(
  dir: string,
  services: Readonly<Record<string, readonly string[]>>,
): string[] {
  const names = Object.keys(services);
  const unit = (name: string, lines: readonly string[]) =>
    writeFileSync(join(dir, name), `${lines.join("\n")}\n`);
  for (const [i, name] of names.entries()) {
    const before = names[i - 1];
    const order = before === undefined ? [] : [`After=${before}.service`];
    const service = ["[Service]", "Type=oneshot", ...(services[name] ?? [])];
    unit(`${name}.service`, ["[Unit]", "DefaultDependencies=no", ...order, ...service]);
  }
  const wanted = names.map((name) => `${name}.service`).join(" ");
  const end = ["DefaultDependencies=no", `After=${wanted}`, "SuccessAction=exit-force"];
  unit("end.service", ["[Unit]", ...end, "[Service]", "Type=oneshot", "ExecStart=/bin/true"]);
  unit("all.target", ["[Unit]", "DefaultDependencies=no", `Wants=${wanted} end.service`]);
  const namespaces = ["--pid", "--mount", "--cgroup", "--uts", "--ipc", "--net"];
  const start = ["unshare", ...namespaces, "--fork", "--kill-child", "sh", "-ec"];
  return [...start, becomeSystemd, "sh", dir];
}

const becomeSystemd = `
mount --make-rprivate /
mount -t proc proc /proc
umount -R /sys/fs/cgroup || umount -l /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system
cp "$1"/*.service "$1"/*.target /run/systemd/system
exec env container=test ${systemd} --unit=all.target --log-target=console </dev/null`;
