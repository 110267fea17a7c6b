/** Lets work through one piece at a time, in the order in which it came. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs the work when everything before it has ended, whether well or not. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.then(ended, ended)
    return turn
  }
}

function ended(): void {}
