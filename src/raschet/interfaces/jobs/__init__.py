"""What runs by itself: tasks of the queue, the timetable, the worker that carries them out."""
