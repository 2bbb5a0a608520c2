/** Passwords, keys and tokens that are read by who has no use for them. */
import { debuggers, keyUsers, packageManagers, passwordReaders, runtimes } from "../groups.ts";
import type { Rule } from "../rule.ts";

export const credentialRules: readonly Rule[] = [
  {
    id: "read-password-hashes",
    title: "The password hashes are read",
    severity: "medium",
    technique: "T1003.008",
    why: "They are cracked elsewhere, at leisure.",
    look: "See which program, and what it did next.",
    access: "read",
    under: ["etc", "var"],
    match: /^\/etc\/g?shadow-?$|^\/etc\/security\/opasswd$|^\/var\/backups\/g?shadow/,
    exceptBy: [passwordReaders],
    lowWithin: [packageManagers],
  },
  {
    id: "read-private-key",
    title: "A private key is read",
    severity: "medium",
    technique: "T1552.004",
    why: "With it whoever has read it logs in elsewhere.",
    look: "See which program; replace the key if it is not one that uses keys.",
    access: "read",
    under: ["root/.", "home/.", "etc", "var/."],
    match:
      /^\/(?:root|home\/[^/]+|var\/lib\/[^/]+)\/\.(?:ssh\/(?:id_[^/]+|identity)(?<!\.pub)$|gnupg\/(?:private-keys-v1\.d\/|secring))|^\/etc\/(?:ssh\/ssh_host_.*_key$|ssl\/private\/)/,
    exceptBy: [keyUsers],
    lowWithin: [packageManagers],
  },
  {
    id: "read-cloud-credentials",
    title: "Credentials of a cloud or cluster are read by a plain tool",
    severity: "medium",
    technique: "T1552.001",
    why: "cat, grep or curl have no use for them; who calls them has.",
    look: "See who called it and where it went; replace the credentials.",
    access: "read",
    under: ["*"],
    match:
      /\/(?:\.aws\/(?:credentials|config)|\.kube\/config|\.config\/gcloud\/(?:credentials\.db|application_default_credentials\.json|access_tokens\.db)|\.azure\/(?:accessTokens|msal_token_cache)\.\w+|\.docker\/config\.json|\.git-credentials|\.netrc|\.pgpass|\.my\.cnf|\.vault-token|\.npmrc|\.pypirc)$|\/(?:var\/)?run\/secrets\/kubernetes\.io\/serviceaccount\/.*token$|^\/etc\/kubernetes\/(?:admin\.conf|pki\/.*\.key)$/,
    lowWithin: [packageManagers],
    also: (_path, _event, scene) =>
      /^(?:cat|grep|rg|head|tail|less|more|cp|mv|tar|zip|base64|xxd|od|strings|awk|sed|find|curl|wget|nc|scp|rsync|python|perl|ruby|sh|bash|dash|busybox|tee|dd|vi|vim|nano)$/.test(
        scene.plainName(),
      ),
  },
  {
    id: "read-process-memory",
    title: "The memory of another process is read through /proc",
    severity: "medium",
    technique: "T1003.007",
    why: "Passwords and keys lie in it as they are.",
    look: "See whose memory, and which program read it.",
    access: "read",
    under: ["proc"],
    match: /^\/proc\/\d+\/(?:task\/\d+\/)?mem$/,
    lowWithin: [debuggers, runtimes],
    also: (path, _event, scene) => path !== `/proc/${scene.process.pid}/mem`,
  },
  {
    id: "read-history",
    title: "The history of a shell is read by a plain tool",
    severity: "low",
    technique: "T1552.003",
    why: "Passwords that were typed into command lines are in it.",
    look: "See whose history and who read it.",
    access: "read",
    under: ["root/.", "home/."],
    match:
      /^\/(?:root|home\/[^/]+)\/\.(?:bash_history|zsh_history|mysql_history|psql_history|python_history|ash_history)$/,
    also: (_path, _event, scene) =>
      /^(?:cat|grep|rg|head|tail|less|cp|tar|strings|awk|sed|find|curl|python|perl)$/.test(
        scene.plainName(),
      ),
  },
  {
    id: "password-in-command",
    title: "A password stands in a command line",
    severity: "low",
    technique: "T1552",
    why: "Everyone on this host can read command lines, and so can this recording's readers.",
    look: "Change the password; give it through a file or the environment.",
    on: ["process.exec"],
    programs: ["sshpass", "mysql", "mysqldump", "mariadb", "curl"],
    when: (_event, scene) => {
      const line = scene.line();
      const isGiven =
        (/^(?:sshpass)$/.test(scene.plainName()) && /\s-p\s*\S/.test(line)) ||
        (/^(?:mysql|mysqldump|mariadb)$/.test(scene.plainName()) &&
          /\s(?:-p\S|--password=\S)/.test(line)) ||
        (/\s-(?:u|-user)[ =]\S+:\S+\s/.test(`${line} `) && scene.plainName() === "curl");
      // Not the line itself: the password is in it.
      return isGiven ? { subject: scene.plainName() } : null;
    },
  },
  {
    id: "memory-dump-tool",
    title: "The memory of a process is written to a file",
    severity: "medium",
    technique: "T1003.007",
    why: "gcore and its like take passwords and keys along.",
    look: "See whose memory and where the file went.",
    on: ["process.exec"],
    programs: ["gcore", "procdump", "avml", "gdb"],
    when: (_event, scene) => {
      const line = scene.line();
      const isDump =
        /^(?:gcore|procdump|avml)$/.test(scene.plainName()) ||
        /\bdump\s+memory\b|\bgenerate-core-file\b/.test(line);
      return isDump ? { subject: line } : null;
    },
  },
];
