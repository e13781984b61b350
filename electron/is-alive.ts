/** Does a process with this id exist? (Signal 0 only asks.) */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Does it, and is it not this one? An earlier process may have had the id that this one has now. */
export function isOtherAlive(pid: number): boolean {
  return pid !== process.pid && isAlive(pid)
}
