"""What moves: pictures driven by sliders. `live` is the base, `quiz` asks before it shows, and each lesson has its module."""
