/** A vitest reporter that names the skipped tests at the end of a run, so that a green run never hides what it did not prove. */
export default class SkippedTests {
  onTestRunEnd(modules) {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')])
    if (skipped.length === 0) return
    console.log(`Not proven here, ${skipped.length} skipped:`)
    for (const test of skipped) {
      const reason = test.result().note ?? 'the reason is in the warnings of this file, above'
      console.log(`  ${test.module.relativeModuleId} > ${test.fullName} (${reason})`)
    }
  }
}
