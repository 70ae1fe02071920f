/** Reports when a model is asked, in both frameworks. */
import { type LanguageModel, wrapLanguageModel } from 'ai';
import { createMiddleware } from 'langchain';
import { report } from './report.ts';

export const reportModelCalls = createMiddleware({
  name: 'report-model-calls',
  async wrapModelCall(request, handler) {
    await report({ what: 'model', text: 'is asked' });
    return handler(request);
  },
});

export function reportedModel(model: LanguageModel): LanguageModel {
  if (typeof model === 'string') throw new TypeError('A model object is needed.');
  return wrapLanguageModel({
    model,
    middleware: {
      async wrapStream({ doStream }) {
        await report({ what: 'model', text: 'is asked' });
        return doStream();
      },
    },
  });
}
