/** A recorder that reads what any process writes must not be able to do anything with it. */
import { errnoName } from "../errno.ts";
import { exitCode, SondeError } from "../error.ts";
import { native } from "../native/library.ts";

/**
 * Gives up every capability, in all threads and for good; what is open stays open. The user id
 * stays: what root owns can still be read. @throws SondeError when a thread keeps some
 */
export function dropPrivileges(): void {
  const result = native().sonde_drop_privileges();
  if (result >= 0) return;
  throw new SondeError(
    exitCode.ownFailure,
    `cannot give up privileges in every thread: ${errnoName(result)}`,
    "sonde does not record with them. /proc must be mounted; report this otherwise.",
  );
}
