/** Names of Linux signals; x86_64 and arm64 agree (asm-generic/signal.h). */
const names = (
  "SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 " +
  "SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG " +
  "SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS"
).split(" ");
const firstRealTime = 32;
const lastRealTime = 64;

/** "SIGKILL" of 9; real-time ones count from the kernel's first, 32. */
export function signalName(signal: number): string {
  const name = names[signal - 1];
  if (name !== undefined) return name;
  const isRealTime = signal >= firstRealTime && signal <= lastRealTime;
  return isRealTime ? `SIGRTMIN+${signal - firstRealTime}` : `signal ${signal}`;
}
