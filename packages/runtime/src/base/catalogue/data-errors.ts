/** Errors of the data plane: frames, channels, buffers. Part of the catalogue in `error-catalogue.ts`. */
import { defineErrors, type ErrorText } from './error-text.ts';

export type DataErrorCode = 'NET_BAD_MAGIC';

export const DATA_ERRORS: Readonly<Record<DataErrorCode, ErrorText>> = defineErrors({
  NET_BAD_MAGIC: {
    en: 'a data frame from {peer} starts with {received} where {expected} was expected',
    zh: '来自 {peer} 的数据帧以 {received} 开头，应为 {expected}',
    help: {
      en: 'The connection is closed. Check that the port belongs to a Rivulet TaskManager of the same version.',
      zh: '连接已关闭。请确认该端口属于同一版本的 Rivulet TaskManager。',
    },
  },
});
