import { flowOf, node } from 'millrace';
import { GenerateText } from './generate-text';

// #region flow
export const story = flowOf('story', node(GenerateText, { params: { pace: 15 } }));
// #endregion flow
