import type { App } from './web.ts'

/** What browsers send for a form without files. */
export const formType = 'application/x-www-form-urlencoded'

/** Lets the routes of a scope take forms: of a field that stands twice the last value counts. */
export function takeForms(scope: App): void {
  scope.addContentTypeParser(formType, { parseAs: 'string' }, async (_: unknown, body: string) =>
    Object.fromEntries(new URLSearchParams(body)),
  )
}
