/** The questions of AskUserQuestion, and the answers that Claude expects; pure. */

/** One thing to choose. */
export interface IOption {
  readonly label: string;
  readonly description: string;
  /** Shown while the option is looked at: a sketch, code, a comparison; mostly empty. */
  readonly preview: string;
}

/** One question with its options. */
export interface IQuestion {
  readonly question: string;
  readonly header: string;
  readonly multiSelect: boolean;
  readonly options: readonly IOption[];
}

/** What a person chose: labels of options, and words of one's own. */
export interface IChosen {
  readonly labels: readonly string[];
  readonly other: string;
}

/** Nothing yet. */
export const NOT_CHOSEN: IChosen = { labels: [], other: '' };

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is Record<string, unknown> => typeof item === 'object' && item !== null
      )
    : [];
}

/** The questions in a tool's input; what does not look like one is left out. */
export function readQuestions(input: Readonly<Record<string, unknown>>): readonly IQuestion[] {
  return list(input['questions']).map(item => ({
    question: text(item['question']),
    header: text(item['header']),
    multiSelect: item['multiSelect'] === true,
    options: list(item['options']).map(option => ({
      label: text(option['label']),
      description: text(option['description']),
      preview: text(option['preview'])
    }))
  }));
}

/** The choice after an option was clicked. */
export function choose(question: IQuestion, chosen: IChosen, label: string): IChosen {
  if (!question.multiSelect) {
    return { labels: [label], other: '' };
  }
  const labels = chosen.labels.includes(label)
    ? chosen.labels.filter(known => known !== label)
    : [...chosen.labels, label];
  return { ...chosen, labels };
}

/** The choice after words of one's own: they replace the options where only one may be chosen. */
export function write(question: IQuestion, chosen: IChosen, other: string): IChosen {
  return question.multiSelect ? { ...chosen, other } : { labels: [], other };
}

/** Whether something was chosen. */
export function isAnswered({ labels, other }: IChosen): boolean {
  return labels.length > 0 || other.trim() !== '';
}

/** The answers by question, as Claude reads them. */
export function toAnswers(
  questions: readonly IQuestion[],
  chosen: readonly IChosen[]
): Record<string, string> {
  return Object.fromEntries(
    questions.map(({ question }, index) => {
      const { labels, other } = chosen[index] ?? NOT_CHOSEN;
      return [question, [...labels, other.trim()].filter(word => word !== '').join(', ')];
    })
  );
}
