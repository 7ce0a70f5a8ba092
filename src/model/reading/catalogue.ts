import { VERSION } from './circumstances';
import { readMissing } from './parts';
import {
  ICatalogue,
  IInstrumentEntry,
  INSTRUMENTS,
  IOverhead,
  ITool,
  QUESTIONS
} from '../contract/profile';
import { amount, Fields, flag, LIMITS, list, nullable, object, oneOf, text } from './readers';

/** Read what a kernel can measure with. */
export function readCatalogue(fields: Fields): ICatalogue {
  return {
    version: VERSION,
    kind: 'catalogue',
    instruments: list(readEntry, LIMITS.tools, fields.instruments, 'instruments')
  };
}

function readEntry(value: unknown, path: string): IInstrumentEntry {
  const fields = object(value, path);
  return {
    name: oneOf(INSTRUMENTS, fields.name, `${path}.name`),
    question: oneOf(QUESTIONS, fields.question, `${path}.question`),
    tools: list(readTool, LIMITS.tools, fields.tools, `${path}.tools`)
  };
}

function readTool(value: unknown, path: string): ITool {
  const fields = object(value, path);
  return {
    name: text(fields.name, `${path}.name`),
    available: flag(fields.available, `${path}.available`),
    obstacle: nullable(text, fields.obstacle, `${path}.obstacle`),
    missing: nullable(readMissing, fields.missing, `${path}.missing`),
    measures: text(fields.measures, `${path}.measures`),
    blind: text(fields.blind, `${path}.blind`),
    needs: text(fields.needs, `${path}.needs`),
    overhead: nullable(readOverhead, fields.overhead, `${path}.overhead`)
  };
}

function readOverhead(value: unknown, path: string): IOverhead {
  const fields = object(value, path);
  return {
    low: amount(fields.low, `${path}.low`),
    high: amount(fields.high, `${path}.high`),
    conditions: text(fields.conditions, `${path}.conditions`)
  };
}
