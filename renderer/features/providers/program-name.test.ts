import { expect, it } from 'vitest'
import { programName } from './program-name.ts'

it.each([
  ['/usr/local/bin/aws eks get-token', '/usr/local/bin/aws'],
  ['AWS_PROFILE=prod KEY=[hidden] aws eks get-token --a=b', 'aws'],
  ["A='two words' kubelogin get-token", 'kubelogin'],
  ['"C:\\Program Files\\kubelogin.exe" --x', 'C:\\Program Files\\kubelogin.exe'],
  ["'/opt/my tools/login' prod", '/opt/my tools/login'],
  ['oc', 'oc'],
])('the program of %s', (commandLine, name) => expect(programName(commandLine)).toBe(name))
