"""Files of people and of this program: YAML trees and tables whose every value knows where it was written."""
