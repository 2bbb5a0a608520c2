/**
 * Programs that rules know by name. A name counts only for a file in a directory that belongs to
 * root: whoever can write there needs no disguise.
 */
export interface Group {
  readonly name: string;
  readonly programs: ReadonlySet<string>;
}

function group(name: string, programs: string): Group {
  return { name, programs: new Set(programs.split(/\s+/)) };
}

const systemDirectory = /^\/(?:usr|bin|sbin|lib|lib64|libexec|opt|snap|nix\/store|gnu\/store)\//;

/** Is a program that lies there known by its name? */
export function isSystemPath(path: string): boolean {
  return systemDirectory.test(path);
}

/** "python" of "/usr/bin/python3.11", "gcc" of "/usr/bin/x86_64-linux-gnu-gcc-12". */
export function plainName(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name
    .replace(/ \(deleted\)$/, "")
    .replace(/^(?:x86_64|aarch64)-linux-gnu-/, "")
    .replace(/(?<=[a-z])-?\d+(?:\.\d+)*$/, "");
}

/** Package managers and what they run that is not theirs alone. */
export const packageManagers = group(
  "package managers",
  `dpkg dpkg-deb dpkg-preconfigure apt apt-get aptitude apt.systemd.daily unattended-upgrade
   unattended-upgrades packagekitd rpm rpmdb dnf dnf-automatic yum microdnf zypper pacman apk snapd
   snap rpm-ostree rpm-ostreed debootstrap dkms update-initramfs mkinitramfs dracut mkinitcpio
   kernel-install needrestart fwupd fwupdmgr do-release-upgrade`,
);

export const debuggers = group(
  "debuggers",
  `gdb gdbserver gcore strace ltrace lldb lldb-server rr perf valgrind criu dlv uftrace bpftrace
   apport drkonqi systemd-coredump abrt-hook-ccpp coredumpctl`,
);

export const runtimes = group(
  "container runtimes",
  `runc crun youki containerd containerd-shim containerd-shim-runc-v dockerd docker docker-proxy
   docker-init podman conmon crio kubelet buildkitd buildah lxc-start lxc-attach lxc-execute lxd incus incusd
   systemd-nspawn machinectl bwrap flatpak snap-confine snap-update-ns firejail rootlesskit
   slirp4netns netavark aardvark-dns newuidmap newgidmap apptainer singularity toolbox distrobox`,
);

/** The first process and its helpers. */
export const init = group(
  "init",
  `systemd systemd-executor systemd-shutdown systemd-udevd udevadm systemd-logind systemd-machined
   systemd-networkd systemd-resolved systemd-timesyncd systemd-journald systemd-modules-load
   systemd-sysctl systemd-binfmt systemd-tmpfiles systemd-userdbd systemd-userwork systemd-sysusers
   systemd-random-seed systemd-fsck systemd-growfs systemd-remount-fs systemd-cryptsetup
   systemd-hostnamed systemd-localed systemd-timedated systemd-oomd systemd-user-runtime-dir
   systemd-homed systemd-fstab-generator systemd-gpt-auto-generator systemd-cgroups-agent init
   openrc openrc-run runit runsvdir s6-svscan dinit`,
);

/** Tools that manage units; a person or a script may call them. */
export const serviceTools = group(
  "service tools",
  "systemctl deb-systemd-helper deb-systemd-invoke update-rc.d chkconfig rc-update invoke-rc.d",
);

export const accountTools = group(
  "account tools",
  `passwd chpasswd useradd usermod userdel groupadd groupmod groupdel groupmems gpasswd chage chsh
   chfn adduser deluser addgroup delgroup vipw vigr newusers pwconv pwunconv grpconv grpunconv
   systemd-sysusers accounts-daemon unix_chkpwd unix_update pwck grpck`,
);

/** They let users in, or run commands for them. */
export const logins = group(
  "logins",
  `sshd sshd-session sshd-auth login su sudo doas pkexec runuser agetty getty gdm gdm-session-worker
   lightdm sddm-helper cron crond atd anacron polkitd polkit-agent-helper systemd-logind
   dbus-daemon-launch-helper newgrp sg fusermount ssh-keysign mount umount ping sddm xrdp-sesman
   vmtoolsd qemu-ga dropbear mosh-server tmux screen`,
);

export const superusers = group("superuser tools", "sudo su doas pkexec runuser");

export const shells = group(
  "shells",
  "sh bash dash zsh ksh mksh pdksh ash fish csh tcsh rbash busybox yash elvish nu",
);

export const interpreters = group(
  "interpreters",
  "python perl ruby php lua luajit node nodejs tclsh wish gawk awk mawk expect osascript bun deno",
);

/** Daemons that answer strangers. */
export const services = group(
  "network services",
  `nginx apache httpd lighttpd caddy php-fpm php-cgi uwsgi gunicorn uvicorn tomcat catalina mysqld
   mariadbd postgres redis-server memcached mongod named unbound dnsmasq vsftpd proftpd pure-ftpd
   smbd nmbd exim exim4 sendmail smtpd dovecot imap-login squid haproxy varnishd rsyncd slapd snmpd
   cupsd ntpd chronyd rpcbind rpc.mountd asterisk openvpn charon tinyproxy influxd etcd
   elasticsearch kibana grafana-server grafana jenkins zabbix_server zabbix_agentd nrpe consul
   couchdb beam.smp`,
);

export const downloaders = group("downloaders", "curl wget aria2c lwp-download axel");

/** What an intruder types first. */
export const scouts = group(
  "scouting tools",
  `id whoami uname hostname w who last lastlog ps netstat ss ifconfig ip arp route ipconfig lsof
   getent groups dmidecode lscpu lsblk mount env printenv crontab sudo find getcap df`,
);

export const networkTools = group(
  "network tools",
  "curl wget nc ncat netcat socat telnet ssh scp sftp ftp tftp nmap",
);

/** They serve the cloud's metadata to the host. */
export const cloudAgents = group(
  "cloud agents",
  `cloud-init cloud-id cloud-init-local ds-identify amazon-ssm-agent ssm-agent-worker ec2-metadata
   google_guest_agent google_metadata_script_runner google_osconfig_agent gce-workload-cert-refresh
   waagent aziot-edged oracle-cloud-agent hcloud qcloud aliyun-service assist_daemon kubelet
   aws-node ecs-agent walinuxagent nm-cloud-setup do-agent droplet-agent`,
);

/** They load BPF programs all day. */
export const bpfUsers = group(
  "BPF users",
  `systemd systemd-executor systemd-networkd sonde sonde-linux-x64 sonde-linux-arm64 bpftool
   bpftrace perf tc ip cilium cilium-agent falco tetragon tracee tcpdump ping dockerd runc crun
   containerd-shim-runc-v podman suricata pixie parca-agent bpfman katran xdp-loader ebpf_exporter
   opensnoop execsnoop auditbeat elastic-agent elastic-endpoint osqueryd scap-driver calico-node
   kubearmor ig inspektor-gadget dae sched_ext scx_rusty below pulsar wdavdaemon falcon-sensor-bpf`,
);

/** They keep the log files. */
export const logKeepers = group(
  "log keepers",
  `logrotate systemd-journald journalctl rsyslogd syslog-ng savelog newsyslog auditd anacron
   dmeventd systemd-tmpfiles fail2ban-server svlogd multilog cronolog utmpdump`,
);

/** Who stops them wants not to be seen. */
export const watchers = group(
  "security tools",
  `auditd rsyslogd syslog-ng systemd-journald falco tetragon tracee osqueryd wazuh-agentd
   wazuh-syscheckd ossec-agentd ossec-syscheckd auditbeat filebeat elastic-agent elastic-endpoint
   falcon-sensor ds_agent wdavdaemon mdatp clamd freshclam crowdsec fail2ban-server aide samhain
   suricata snort zeek sonde sysmon kunai elkeid laurel auoms xagt cbagentd sentinelone-agent`,
);

/** They move files about, many at a time. */
export const fileMovers = group(
  "file tools",
  `rm mv cp rsync git tar unzip find make cmake ninja rename mmv gcc cc ld cargo rustc go npm yarn
   pnpm node pip uv logrotate tracker-miner-fs updatedb gzip bzip xz zstd syncthing
   restic borg duplicity`,
);

/** They have no business on the network. */
export const silent = group(
  "programs without network",
  "cat true false sleep echo printf head tail wc sort uniq cut tr dd sed grep tee yes seq base64",
);

/** They write disks and file systems. */
export const diskTools = group(
  "disk tools",
  `fdisk sfdisk gdisk sgdisk parted partprobe mkfs mke2fs mkfs.ext mkfs.xfs mkfs.btrfs mkfs.vfat
   mkswap wipefs cryptsetup lvm pvcreate vgcreate lvcreate mdadm dmsetup losetup fsck e2fsck
   resize2fs growpart tune2fs xfs_growfs btrfs zpool zfs blkid udisksd swapon swaplabel fstrim
   blkdiscard dmeventd multipathd smartd smartctl hdparm nvme systemd-udevd systemd-fsck
   systemd-growfs grub-install grub-bios-setup grub-probe grub-mkconfig efibootmgr qemu-nbd`,
);

export const bootTools = group(
  "kernel and boot tools",
  `modprobe insmod rmmod kmod depmod systemd-modules-load systemd-udevd udevadm udevd
   grub-mkconfig update-grub grub-install`,
);

export const nameServiceTools = group(
  "network configuration",
  `systemd-resolved NetworkManager dhclient dhclient-script dhcpcd resolvconf resolvectl netconfig
   connmand udhcpc networkd-dispatcher cloud-init ifup ifquery pppd openvpn openconnect wg-quick
   tailscaled hostnamectl`,
);

/** They take private keys to work. */
export const keyUsers = group(
  "key users",
  `ssh sshd sshd-session ssh-add ssh-agent ssh-keygen ssh-copy-id scp sftp gpg gpg-agent
   gnome-keyring-daemon kwalletd git rsync autossh mosh sshfs`,
);

/** They read password hashes to work. */
export const passwordReaders = group(
  "password readers",
  `login su sudo sshd sshd-session passwd chpasswd chage unix_chkpwd unix_update useradd usermod
   userdel groupadd groupmod groupdel gpasswd newusers vipw pwck grpck pwconv pwunconv grpconv
   systemd systemd-sysusers systemd-userdbd systemd-userwork cron crond atd polkit-agent-helper
   accounts-daemon gdm-session-worker lightdm xrdp-sesman saslauthd dovecot auth cockpit-session
   vsftpd proftpd rsync aide samhain nscd sssd adduser deluser chsh chfn runuser doas agetty`,
);
