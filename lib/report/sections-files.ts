/** What happened to files and file systems. */
import { num } from "../recording/values.ts";
import type { Section, SectionColumn } from "./section.ts";
import { by, result, textColumn, wordColumn } from "./section-columns.ts";
import { accessText, modeText, mountFlagsText } from "./sections-words.ts";

const path = textColumn("path", "path");

const idColumn = (field: string, head: string): SectionColumn =>
  wordColumn(field, head, (id) => (id === notSet ? "" : String(id)));
/** (uid_t)-1 leaves the owner as it is. */
const notSet = 0xffffffff;

export const fileSections: readonly Section[] = [
  {
    name: "created",
    title: "Files created",
    area: "files",
    isDetail: true,
    point: "file.create",
    columns: [path, wordColumn("mode", "mode", modeText), by, result],
  },
  {
    name: "directories",
    title: "Directories made",
    area: "files",
    isDetail: true,
    point: "file.mkdir",
    columns: [path, wordColumn("mode", "mode", modeText), by, result],
  },
  {
    name: "written",
    title: "Files written",
    area: "files",
    isDetail: true,
    point: "file.written",
    columns: [path, by],
  },
  {
    name: "moved",
    title: "Files renamed",
    area: "files",
    isDetail: true,
    point: "file.rename",
    columns: [
      textColumn("old_path", "from", "old"),
      textColumn("new_path", "to", "new"),
      by,
      result,
    ],
  },
  {
    name: "linked",
    title: "Hard links",
    area: "files",
    isDetail: true,
    point: "file.link",
    columns: [
      textColumn("new_path", "path", "path"),
      textColumn("old_path", "of", "of"),
      by,
      result,
    ],
  },
  {
    name: "symlinks",
    title: "Symbolic links",
    area: "files",
    isDetail: true,
    point: "file.symlink",
    columns: [path, textColumn("target", "to"), by, result],
  },
  {
    name: "deleted",
    title: "Deleted",
    area: "files",
    isDetail: true,
    point: "file.unlink",
    columns: [
      path,
      {
        name: "what",
        head: "",
        fields: ["is_dir"],
        cell: (event) => (num(event, "is_dir") ? "dir" : "file"),
      },
      by,
      result,
    ],
  },
  {
    name: "modes",
    title: "Modes changed",
    area: "files",
    isDetail: true,
    point: "file.chmod",
    columns: [
      path,
      wordColumn("old_mode", "from", modeText, "old"),
      wordColumn("mode", "to", modeText, "new"),
      by,
      result,
    ],
  },
  {
    name: "owners",
    title: "Owners changed",
    area: "files",
    isDetail: true,
    point: "file.chown",
    columns: [path, idColumn("new_uid", "user"), idColumn("new_gid", "group"), by, result],
  },
  {
    name: "mounts",
    title: "Mounted",
    area: "files",
    point: "fs.mount",
    columns: [
      textColumn("source", "what"),
      textColumn("target", "at"),
      textColumn("fs_type", "type", "type"),
      wordColumn("mount_flags", "flags", mountFlagsText, "flags"),
      textColumn("options", "options"),
      by,
      result,
    ],
  },
  {
    name: "unmounts",
    title: "Unmounted",
    area: "files",
    point: "fs.umount",
    columns: [textColumn("target", "at"), by, result],
  },
  {
    name: "opened",
    title: "Opened",
    area: "files",
    point: "file.open",
    columns: [path, wordColumn("open_flags", "for", accessText, "access"), by, result],
  },
];
