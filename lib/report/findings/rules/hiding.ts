/** Traces that are removed, guards that are put to sleep. */
import { text } from "../../../recording/values.ts";
import { succeeded, wordsOf } from "../facts.ts";
import { accountTools, init, logKeepers, packageManagers, shells } from "../groups.ts";
import type { Rule } from "../rule.ts";

export const hidingRules: readonly Rule[] = [
  {
    id: "log-removed",
    title: "A log file is removed",
    severity: "high",
    technique: "T1070.002",
    why: "Logs tell what happened; intruders remove them.",
    look: "See whether a copy is kept elsewhere, and what this recording has instead.",
    access: "remove",
    under: ["var", "run"],
    match:
      /^\/var\/log\/(?!.*\.(?:\d+|gz|xz|bz2|zst|old)$)|^\/(?:var\/)?run\/(?:utmp|log\/journal)/,
    exceptBy: [logKeepers],
    lowWithin: [packageManagers, logKeepers],
  },
  {
    id: "history-removed",
    title: "A shell's history is removed or led into nothing",
    severity: "medium",
    technique: "T1070.003",
    why: "It tells what was typed.",
    look: "See what else the same user did; process.exec has the commands.",
    on: ["file.unlink", "file.symlink"],
    when: (event, scene) => {
      const path = scene.path();
      return path?.endsWith("history") && historyFile.test(path) && succeeded(event)
        ? { subject: path }
        : null;
    },
  },
  {
    id: "self-delete",
    title: "A program deletes its own file",
    severity: "high",
    technique: "T1070.004",
    why: "It runs on, and nobody can examine it.",
    look: "If it still runs, copy /proc/PID/exe.",
    on: ["file.unlink"],
    lowWithin: [packageManagers],
    when: (event, scene) => {
      const path = scene.path();
      return path !== null && path === scene.process.program?.path && succeeded(event)
        ? { subject: path }
        : null;
    },
  },
  {
    id: "guard-stopped",
    title: "A service that guards or logs is stopped",
    severity: "high",
    technique: "T1562.001",
    why: "From here on it sees nothing: often the step before the real one.",
    look: "See who stopped it and what happened since.",
    on: ["process.exec"],
    programs: [
      "systemctl",
      "service",
      "chkconfig",
      "rc-service",
      "update-rc.d",
      "pkill",
      "killall",
      "killall5",
    ],
    lowWithin: [packageManagers],
    when: (event, scene) => {
      const name = scene.plainName();
      const words = wordsOf(event) ?? [];
      const isStop = words.some((word) => /^(?:stop|disable|mask|kill)$/.test(word));
      const isTool =
        /^(?:systemctl|service|chkconfig|rc-service|update-rc\.d)$/.test(name) ||
        /\/service$/.test(words[1] ?? "");
      const isKill = /^(?:pkill|killall|killall5)$/.test(name);
      const isGuard = words.slice(1).some((word) => guardName.test(word.replace(/\.service$/, "")));
      return ((isTool && isStop) || isKill) && isGuard ? { subject: scene.line() } : null;
    },
  },
  {
    id: "guard-disarmed",
    title: "A guard is switched off (SELinux, AppArmor, audit)",
    severity: "high",
    technique: "T1562.001",
    why: "What was forbidden or logged is so no more.",
    look: "See who did it and what happened since.",
    on: ["process.exec"],
    programs: ["setenforce", "auditctl", "aa-teardown", "aa-disable", "apparmor_parser", "sysctl"],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const name = scene.plainName();
      const line = scene.line();
      const isOff =
        (name === "setenforce" && /\s(?:0|permissive)$/i.test(line)) ||
        (name === "auditctl" && /\s-(?:e\s*0|D)\b/.test(line)) ||
        /^(?:aa-teardown|aa-disable)$/.test(name) ||
        (name === "apparmor_parser" && /\s-R\b|--remove/.test(line)) ||
        (name === "sysctl" &&
          /kernel\.(?:randomize_va_space|yama\.ptrace_scope|kptr_restrict|dmesg_restrict|unprivileged_bpf_disabled|modules_disabled)\s*=\s*0/.test(
            line,
          ));
      return isOff ? { subject: line } : null;
    },
  },
  {
    id: "firewall-opened",
    title: "The firewall is emptied or switched off",
    severity: "medium",
    technique: "T1562.004",
    why: "What it kept out can come in.",
    look: "Compare the rules with what should be there.",
    on: ["process.exec"],
    programs: [
      "iptables",
      "ip6tables",
      "iptables-nft",
      "iptables-legacy",
      "ip6tables-nft",
      "ip6tables-legacy",
      "xtables-nft-multi",
      "xtables-legacy-multi",
      "nft",
      "ufw",
      "systemctl",
    ],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const name = scene.plainName();
      const line = scene.line();
      const isOff =
        (/^(?:ip6?tables|ip6?tables-(?:nft|legacy)|xtables-(?:nft|legacy)-multi)$/.test(name) &&
          /\s(?:-F|--flush|-X)(?:\s*$|\s+(?:INPUT|OUTPUT|FORWARD))|\s-P\s+(?:INPUT|FORWARD)\s+ACCEPT/.test(
            line,
          )) ||
        (name === "nft" && /\sflush\s+ruleset/.test(line)) ||
        (/^(?:ufw|python)$/.test(name) &&
          /\bufw\s+(?:--force\s+)?(?:disable|reset)\b/.test(line)) ||
        (name === "systemctl" &&
          /\s(?:stop|disable|mask)\s/.test(line) &&
          /\s(?:ufw|firewalld|nftables|iptables)\b/.test(line));
      return isOff ? { subject: line } : null;
    },
  },
  {
    id: "time-changed-back",
    title: "A file of the system gets another date",
    severity: "medium",
    technique: "T1070.006",
    why: "With the date of its neighbours a new file is not noticed.",
    look: "ctime (`stat`) tells when the file was really changed.",
    on: ["process.exec"],
    programs: ["touch"],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const line = scene.line();
      const isDated = /\s(?:-[a-z]*[rtd]|--reference|--date)/.test(line);
      return isDated && /\s\/(?:etc|usr|bin|sbin|lib|boot|root)\//.test(line)
        ? { subject: line }
        : null;
    },
  },
  {
    id: "made-immutable",
    title: "A file is made unchangeable",
    severity: "medium",
    technique: "T1222.002",
    why: "chattr +i keeps administrators from removing what was planted.",
    look: "`lsattr` shows it, chattr -i undoes it.",
    on: ["process.exec"],
    programs: ["chattr"],
    lowWithin: [packageManagers, init],
    when: (event, scene) =>
      wordsOf(event)?.some((word) => /^\+[a-zA-Z]*[ia]/.test(word))
        ? { subject: scene.line() }
        : null,
  },
  {
    id: "hidden-in-system",
    title: "A hidden file is made where none belong",
    severity: "medium",
    technique: "T1564.001",
    why: "In /dev, /usr and /etc hidden files are rare, and overlooked.",
    look: "See what it is and who reads it.",
    access: "change",
    under: ["dev", "usr", "bin", "sbin", "lib", "boot"],
    match:
      /^\/(?:dev(?!\/shm\/\.(?:org\.chromium|com\.google))|usr\/(?:s?bin|lib)|s?bin|lib|boot)\/(?:[^/]+\/)?(?:\.[^./][^/]*|\.\.[^/]+|\.\.\.)(?:\/|$)/,
    lowWithin: [packageManagers],
    exceptBy: [init],
    also: (path) => !/\/\.(?:build-id|udev|lxc|lxd|pwd\.lock|vmlinuz.*\.hmac)/.test(path),
  },
  {
    id: "service-log-off",
    title: "The journal or the log of logins is emptied",
    severity: "high",
    technique: "T1070.002",
    why: "They tell who logged in and what services did.",
    look: "See what this recording has instead.",
    on: ["process.exec"],
    programs: ["journalctl", "truncate", "shred"],
    exceptBy: [accountTools],
    lowWithin: [packageManagers, logKeepers],
    when: (_event, scene) => {
      const name = scene.plainName();
      const line = scene.line();
      const isVacuum = name === "journalctl" && /--vacuum-(?:size|time|files)/.test(line);
      const isEmptied = /^(?:truncate|shred)$/.test(name) && /\s\/var\/(?:log|run)\//.test(line);
      return isVacuum || isEmptied
        ? { subject: line, ...(isVacuum ? { severity: "medium" } : {}) }
        : null;
    },
  },
  {
    id: "history-off",
    title: "A command line keeps itself out of the history",
    severity: "medium",
    technique: "T1562.003",
    why: "Whoever does not want to be read later switches the history off.",
    look: "process.exec has the commands all the same.",
    on: ["process.exec"],
    programs: [...shells.programs],
    when: (event, scene) => {
      const line = scene.line();
      return /\b(?:unset\s+HISTFILE|HISTFILE=(?:\/dev\/null|["']{2})?(?:\s|;|$)|HISTSIZE=0|HISTFILESIZE=0|set\s+\+o\s+history|history\s+-c)/.test(
        line,
      )
        ? { subject: text(event, "path") }
        : null;
    },
  },
];

const historyFile =
  /^\/(?:root|home\/[^/]+)\/\.(?:bash_history|zsh_history|sh_history|ash_history|history|python_history|mysql_history|psql_history|local\/share\/fish\/fish_history)$/;

const guardName =
  /^(?:auditd|rsyslogd?|syslog(?:-ng)?|systemd-journald|apparmor|falco.*|tetragon|tracee|osqueryd|wazuh.*|ossec.*|auditbeat|filebeat|elastic-agent|falcon-sensor|mdatp|clamav.*|clamd|crowdsec|fail2ban.*|aide|samhain|suricata|snort|zeek|sysmon|kunai|laurel|ufw|firewalld|aegis|aliyun.*|cloudmonitor|bcm-agent|qcloud.*|YDService|YDLive|hostguard|elkeid.*)$/;
