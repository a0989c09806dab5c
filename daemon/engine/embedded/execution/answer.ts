import type { Answer, Decision, Question } from '../generation/question.ts'

/** Takes a decision, answering its questions one after the other; a question that fails fails the decision at that place. */
export async function answer<T>(decision: Decision<T>, respond: (question: Question) => Promise<Answer>): Promise<T> {
  let next = decision.next()
  while (!next.done) {
    let given: Answer
    try {
      given = await respond(next.value)
    } catch (error) {
      next = decision.throw(error)
      continue
    }
    next = decision.next(given)
  }
  return next.value
}
