/** Sets of bits and their names; those of capabilities. */

/** The names of the bits that are set. */
export function setsOf(bits: number, names: readonly (readonly [string, number])[]): string {
  return names.flatMap(([name, flag]) => ((bits & flag) !== 0 ? [name] : [])).join(" ");
}

/** linux/capability.h, in order. */
const names = (
  "chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable " +
  "net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio " +
  "sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time " +
  "sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog " +
  "wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore"
).split(" ");

export function capabilityName(capability: number): string {
  return names[capability] ?? String(capability);
}

/** "all", or their names. A kernel that knows fewer has no more than its own. */
export function capabilitiesText(set: bigint): string {
  const has = Array.from({ length: 64 }, (_, i) => i).filter(
    (i) => ((set >> BigInt(i)) & 1n) === 1n,
  );
  return has.length >= manyCapabilities ? "all" : has.map(capabilityName).join(" ");
}

/** As many as the oldest kernel that sonde runs on has (5.8: up to CAP_BPF's predecessor). */
const manyCapabilities = 38;
