/** Which fields of an event rules look at, so that a reader can leave the others undecoded. */
const byPoint: Readonly<Record<string, string>> = {
  "process.exec":
    "path file argv exe_flags stdin stdout ld_preload ld_library_path socket_pid socket_remote uid euid",
  "process.exit": "",
  "process.rename": "new_comm flags",
  "process.signal": "signal target pidns",
  "process.ptrace": "request target pidns",
  "process.vm_write": "target pidns",
  "process.memfd": "name",
  "process.namespace": "call namespaces pidns uid",
  "process.usermodehelper": "path",
  "file.open": "path open_flags",
  "file.unlink": "path",
  "file.create": "path mode",
  "file.written": "path",
  "file.rename": "old_path new_path",
  "file.link": "new_path",
  "file.symlink": "path",
  "file.chmod": "path mode old_mode",
  "file.chown": "path new_uid",
  "fs.mount": "source target fs_type mount_flags call pidns",
  "net.connect": "remote path pidns",
  "net.bind": "path",
  "net.listen": "local path",
  "net.accept": "local remote",
  "net.dns": "message",
  "cred.change": "old_uid old_euid old_suid new_uid new_euid",
  "cred.escalation": "old_uid new_uid",
  "kernel.module_load": "name path call taints pidns",
  "kernel.module_load_failed": "path call",
  "kernel.bpf_load": "prog_type name uid",
  "mem.wx": "path",
};

const common = ["ts", "ret"];

/** Of an audit point; none when no rule looks at it. */
export function findingFields(point: string): readonly string[] {
  const fields = byPoint[point];
  return fields === undefined ? [] : [...common, ...fields.split(" ")];
}
