"""Campaign files against recorded campaigns: what apply would do, and every finding about it."""
