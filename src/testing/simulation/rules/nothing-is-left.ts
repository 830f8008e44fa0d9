import type { Rule } from './rule';

/** A run that is over leaves nothing behind, and engines that have stopped leave nothing either. */
export const nothingIsLeft: Rule = ({ leftovers }) => {
  if (!leftovers) return [];
  const { openTasks, unreadMessages, wakesAt, isOwned, timers } = leftovers;
  return [
    ...(openTasks > 0 ? [`${openTasks} tasks are open though the run is over`] : []),
    ...(unreadMessages > 0 ? [`${unreadMessages} messages were not taken though the run is over`] : []),
    ...(wakesAt === undefined ? [] : ['the run is to be woken though it is over']),
    ...(isOwned ? ['the run has an owner though every engine has stopped'] : []),
    ...(timers > 0 ? [`${timers} timers are set though the engine has stopped`] : []),
  ];
};
