/** Runs all rules over an invented estate and writes its report, in a process of its own, and prints what that took. */
import { json } from 'node:stream/consumers'
import { createReports } from '../../electron/report/reports.ts'
import { builtInRules } from '../../shared/preflight/rules/index.ts'
import { anEstate } from '../fixtures/estate.ts'
import { factsOf, findingsOf, reportOf } from '../fixtures/judged-estate.ts'

interface Request {
  readonly vms: number
  readonly runs: number
}

const { vms, runs } = (await json(process.stdin)) as Request
const facts = factsOf(anEstate(vms))
const times: number[] = []
let findings = findingsOf(facts)
for (let run = 0; run < runs; run += 1) {
  const began = performance.now()
  findings = findingsOf(facts)
  times.push(performance.now() - began)
}
const input = reportOf(facts, findings)
const began = performance.now()
const report = await createReports({ version: 'bench' }).render(input, 'html')
if (!report.ok) throw new Error(report.problem.message)
const result = {
  vms,
  rules: builtInRules.length,
  findings: findings.length,
  totalMs: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0,
  reportS: (performance.now() - began) / 1000,
  reportMb: report.value.size / 1e6,
  // maxRSS is in KiB.
  peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
}
process.stdout.write(`${JSON.stringify(result)}\n`)
