import type { WhyBody } from '../../../contract/assets.ts'

export interface WhyWords {
  readonly sentence: string
  /** What to do; absent when there is nothing to do. */
  readonly next: string | undefined
  /** Whether materializing it is what to do. */
  readonly makes: boolean
  /** Whether what it reads has to be made with it. */
  readonly upstream?: boolean
}

/** Why a partition is as it is in a sentence, and what to do next. */
export function whyInWords(why: WhyBody): WhyWords {
  // The word of the status stands beside it.
  const because = why.because === undefined || why.because === why.status ? '' : capital(why.because)
  const failing = why.checks.filter(({ passed, severity }) => !passed && severity === 'error')
  switch (why.status) {
    case 'fresh':
      return failing.length > 0
        ? {
            sentence: `Up to date, but ${failing.map(({ check }) => `\`${check}\``).join(' and ')} found it wrong.`,
            next: 'Look at the rows that the check kept, mend the code or its source, and materialize it again.',
            makes: true,
          }
        : { sentence: 'Made by this code from this data: there is nothing to do.', next: undefined, makes: false }
    case 'stale':
      return { sentence: sentenceOf(because, 'It is out of date'), ...nextOf(why), makes: true }
    case 'missing':
      return { sentence: sentenceOf(because, 'It was not made yet'), ...nextOf(why), makes: true }
    case 'failed':
      return {
        sentence: 'Its last run failed.',
        next: 'Mend what the message below says, then materialize it: only what failed and what waits for it is made.',
        makes: true,
      }
    case 'running':
      return { sentence: 'A run is making it now.', next: undefined, makes: false }
    case 'open':
      return { sentence: 'Its time is not over yet, so it is not complete.', next: undefined, makes: true }
    case 'external':
      return { sentence: 'It is made elsewhere.', next: undefined, makes: false }
    default:
      return why.status satisfies never
  }
}

function nextOf({ inputs }: WhyBody): Pick<WhyWords, 'next' | 'upstream'> {
  const absent = [...new Set(inputs.filter(({ missing }) => missing).map(({ asset }) => asset))]
  return absent.length > 0
    ? { next: `Materialize ${absent.join(' and ')} first; the button below makes that, too.`, upstream: true }
    : { next: 'Materialize it to bring it up to date.' }
}

function sentenceOf(because: string, otherwise: string): string {
  return `${because || otherwise}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
