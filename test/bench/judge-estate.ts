/** Runs all rules over an invented estate and writes its report, in a process of its own, and prints what that took. */
import { json } from 'node:stream/consumers'
import { createReports } from '../../electron/report/reports.ts'
import { evaluate, type RawFinding } from '../../shared/preflight/engine.ts'
import type { Facts } from '../../shared/preflight/rule.ts'
import { builtInRules } from '../../shared/preflight/rules/index.ts'
import { anEstate } from '../fixtures/estate.ts'
import { factsOf, findingsOf, reportOf } from '../fixtures/judged-estate.ts'

interface Request {
  readonly vms: number
  readonly runs: number
}

const { vms, runs } = (await json(process.stdin)) as Request
const facts = factsOf(anEstate(vms))
const wall: number[] = []
const cpu: number[] = []
judge(facts)
for (let run = 0; run < runs; run += 1) {
  const before = process.cpuUsage()
  const began = performance.now()
  judge(facts)
  wall.push(performance.now() - began)
  const { user, system } = process.cpuUsage(before)
  cpu.push((user + system) / 1000)
}
const findings = findingsOf(facts)
const input = reportOf(facts, findings)
const began = performance.now()
const report = await createReports({ version: 'bench' }).render(input, 'html')
if (!report.ok) throw new Error(report.problem.message)
const result = {
  vms,
  rules: builtInRules.length,
  findings: findings.length,
  totalMs: median(wall),
  cpuMs: median(cpu),
  reportS: (performance.now() - began) / 1000,
  reportMb: report.value.size / 1e6,
  // maxRSS is in KiB.
  peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
}
process.stdout.write(`${JSON.stringify(result)}\n`)

/** What the rules find, all of it kept to the end, as a run keeps it. */
function judge(facts: Facts): RawFinding[] {
  const kept: RawFinding[] = []
  for (const slice of evaluate(builtInRules, facts)) for (const finding of slice) kept.push(finding)
  return kept
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
