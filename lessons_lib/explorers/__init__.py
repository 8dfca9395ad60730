"""What moves: pictures driven by sliders. `live` is the base, `quiz` asks first, and each lesson has its module."""
