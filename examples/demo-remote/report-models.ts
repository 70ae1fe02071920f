/** Reports when a model is asked, in either framework. */
import { wrapLanguageModel } from 'ai';
import { createMiddleware } from 'langchain';
import { report } from './report.ts';

const isAsked = () => report({ what: 'model', text: 'is asked' });

export const reportModelCalls = createMiddleware({
  name: 'report-model-calls',
  async wrapModelCall(request, handler) {
    await isAsked();
    return handler(request);
  },
});

/** A model that `reportedModel` takes. */
export type ReportedModel = Parameters<typeof wrapLanguageModel>[0]['model'];

export function reportedModel(model: ReportedModel) {
  return wrapLanguageModel({
    model,
    middleware: {
      async wrapStream({ doStream }) {
        await isAsked();
        return doStream();
      },
    },
  });
}
