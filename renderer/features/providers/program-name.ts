/** The program of a command line: without what is set for it in front, and without its arguments. */
export function programName(commandLine: string): string {
  const command = commandLine.trim().replace(/^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S*)\s+)+/, '')
  const match = /^(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(command)
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? commandLine
}
